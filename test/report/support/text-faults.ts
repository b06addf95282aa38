/**
 * Runs in the browser: texts that leave the page, their picture or a box that cuts them off, words that are broken,
 * and words that lie on one another. A string, since the tests' own types know no browser.
 */
export const TEXT_FAULTS = `(() => {
  const visible = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
  const own = (element) => [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '');
  const rectsOf = (element) => own(element).flatMap((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  });
  const boundsOf = (element) => {
    const bounds = [['the page', { left: 0, right: document.documentElement.clientWidth }]];
    for (let each = element; each !== null; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (each.matches('svg.plot')) bounds.push(['its picture', each.getBoundingClientRect()]);
      else if (each.namespaceURI.endsWith('xhtml') && style.overflowX !== 'visible' && style.clipPath === 'none')
        bounds.push(['its box', each.getBoundingClientRect()]);
      if (style.clipPath !== 'none') return [];
    }
    return bounds;
  };
  const faults = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (['title', 'desc', 'style'].includes(element.localName) || own(element).length === 0 || !visible(element)) continue;
    const text = element.textContent.slice(0, 50);
    const bounds = boundsOf(element);
    if (bounds.length === 0) continue;
    for (const [where, { left, right }] of bounds)
      if (rectsOf(element).some((rect) => rect.left < left - 1 || rect.right > right + 1)) faults.push(text + ' leaves ' + where);
    const lines = new Set(rectsOf(element).map(({ top }) => Math.round(top)));
    if (/^\\S{1,14}$/.test(text.replaceAll('\\u00a0', '')) && lines.size > 1) faults.push(text + ' is broken');
    if (getComputedStyle(element).textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1)
      faults.push(text + ' is cut off');
  }
  // By more than the rim that a letter's box has around it, which includes the halo of words on a picture.
  const over = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  for (const picture of document.querySelectorAll('.picture')) {
    const groups = ['.span-text, .moment-text, .tick', '.labels .name, .labels .title'];
    for (const group of groups) {
      const texts = [...picture.querySelectorAll(group)].filter(visible).map((each) => [each.textContent, each.getBoundingClientRect()]);
      texts.forEach(([text, box], index) => {
        for (const [other, its] of texts.slice(index + 1)) if (over(box, its)) faults.push(text + ' lies on ' + other);
      });
    }
  }
  return faults;
})()`;
