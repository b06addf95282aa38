/**
 * Runs in the browser: texts whose contrast with what they stand on is too low, by WCAG's formula. A string, since
 * the tests' own types know no browser.
 */
export const contrastFaults = (least: number): string => `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(each).backgroundColor);
      if (alpha > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const bar = (text) => {
    const tone = [...text.classList].find((name) => ['holds', 'master', 'backup'].includes(name));
    const rect = tone && text.closest('svg').querySelector('rect.bar.' + tone);
    return rect && parse(getComputedStyle(rect).fill);
  };
  const faults = [];
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  for (const element of document.body.querySelectorAll('*')) {
    if (!own(element) || ['title', 'desc', 'style'].includes(element.localName)) continue;
    const style = getComputedStyle(element);
    const svg = element instanceof SVGElement;
    const fore = luminance(parse(svg ? style.fill : style.color));
    const back = luminance((svg && bar(element)) || behind(element));
    const ratio = (Math.max(fore, back) + 0.05) / (Math.min(fore, back) + 0.05);
    if (ratio < ${least}) faults.push(element.className.baseVal ?? element.className, element.textContent.slice(0, 40), ratio);
  }
  return faults;
})()`;
