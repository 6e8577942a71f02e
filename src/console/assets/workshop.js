// The workshop of a rule: the slider and the line on the chart move the threshold that stands in the field.
(() => {
  const form = document.getElementById('workshop');
  if (!form) return;
  const slider = document.getElementById('slider');
  const field = document.getElementById('threshold');
  const thin = '\u202f';
  const language = document.documentElement.lang;
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 12, useGrouping: false });
  const days = language === 'fr' ? 'j' : 'd';

  const duration = (seconds) => {
    let rest = seconds;
    const parts = [];
    for (const [size, name] of [
      [86400, days],
      [3600, 'h'],
      [60, 'min'],
    ]) {
      const count = Math.floor(rest / size);
      if (count > 0) parts.push(`${count}${thin}${name}`);
      rest -= count * size;
    }
    if (rest > 0 || parts.length === 0) parts.push(`${plain.format(rest)}${thin}s`);
    return parts.join(' ');
  };

  /** A value as the field shows it: see quantityField in src/console/typed-quantity.ts. */
  const quantity = (value) => {
    switch (slider.dataset.unit) {
      case 'ratio':
        return `${plain.format(Number((value * 100).toPrecision(12)))}${language === 'fr' ? thin : ''}%`;
      case 'score':
        return slider.dataset.scale
          ? `${plain.format(value)}/${plain.format(Number(slider.dataset.scale))}`
          : plain.format(value);
      case 'seconds':
        return duration(value);
      default:
        return plain.format(value);
    }
  };

  const say = () => slider.setAttribute('aria-valuetext', field.value);
  slider.addEventListener('input', () => {
    field.value = quantity(Number(slider.value));
    say();
    placeGrip();
  });

  /** The picture that is visible of the two sizes, and where its value axis lies in the window. */
  const plot = () => {
    const figure = document.querySelector('.workshop-chart');
    const drawing = [...(figure?.querySelectorAll('.plot') ?? [])].find((one) => one.checkVisibility());
    const svg = drawing?.querySelector('svg');
    if (!svg) return undefined;
    const box = svg.getBoundingClientRect();
    const scale = box.height / svg.viewBox.baseVal.height;
    const { min, max, top, bottom } = figure.dataset;
    return {
      drawing,
      min: Number(min),
      max: Number(max),
      top: Number(top) * scale,
      height: box.height - (Number(top) + Number(bottom)) * scale,
      above: box.top,
    };
  };

  const grip = document.createElement('div');
  grip.className = 'grip';
  grip.ariaHidden = 'true';
  const placeGrip = () => {
    const seen = plot();
    if (!seen) return;
    const part = (seen.max - Number(slider.value)) / (seen.max - seen.min || 1);
    grip.style.insetBlockStart = `${seen.top + Math.min(1, Math.max(0, part)) * seen.height}px`;
    if (grip.parentElement !== seen.drawing) seen.drawing.append(grip);
  };

  let dragging = false;
  document.addEventListener('pointerdown', (event) => {
    if (event.target !== grip) return;
    event.preventDefault();
    dragging = true;
  });
  document.addEventListener('pointermove', (event) => {
    const seen = dragging ? plot() : undefined;
    if (!seen) return;
    const part = (event.clientY - seen.above - seen.top) / seen.height;
    const value = seen.max - Math.min(1, Math.max(0, part)) * (seen.max - seen.min);
    slider.value = String(value);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  for (const end of ['pointerup', 'pointercancel'])
    document.addEventListener(end, () => {
      dragging = false;
    });

  /** The answer knows the threshold that was understood, and how far the slider has to reach for it. */
  const follow = () => {
    const figure = document.querySelector('.workshop-chart');
    if (figure && !dragging && document.activeElement !== slider) {
      const { min, max, step, threshold } = figure.dataset;
      Object.assign(slider, { min, max, step });
      slider.value = threshold;
    }
    for (const input of form.querySelectorAll('input[type="text"]')) {
      const wrong = document.getElementById(`${input.id}-error`)?.childElementCount > 0;
      input.toggleAttribute('aria-invalid', wrong);
      if (wrong) input.setAttribute('aria-invalid', 'true');
    }
    say();
    placeGrip();
  };
  document.addEventListener('htmx:afterSettle', follow);
  new ResizeObserver(placeGrip).observe(document.body);
  follow();
})();
