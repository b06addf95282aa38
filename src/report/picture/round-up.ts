/** The nearest of these times a power of ten that is not below the value; for scales that people read. */
export function roundUp(value: number, steps: readonly number[] = [1, 2, 5]): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)));
  const step = [...steps, 10].find((each) => each * power >= value * 0.999) ?? 10;
  return step * power;
}
