// Draws the charts that the server has drawn as pictures once more, live: with a tooltip, zoom and finer data.
(() => {
  const revived = (option, words) => {
    const styles = getComputedStyle(document.documentElement);
    const moment = new Intl.DateTimeFormat(words.locale, {
      timeZone: 'UTC',
      dateStyle: 'medium',
      timeStyle: 'medium',
    });
    const tooltip = (items) => {
      const [at, , said] = items[0]?.value ?? [];
      return at === undefined ? '' : `${moment.format(at)}\n${words.label} ${said}`;
    };
    const walk = (part) => {
      if (part === '{tooltip}') return tooltip;
      if (typeof part === 'string' && part.startsWith('var('))
        return styles.getPropertyValue(part.slice(4, -1)).trim();
      if (Array.isArray(part)) return part.map(walk);
      if (part === null || typeof part !== 'object') return part;
      const walked = Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
      return part.texts ? { ...walked, formatter: (_, place) => part.texts[place] ?? '' } : walked;
    };
    return walk(option);
  };

  const draw = (figure) => {
    const source = figure.querySelector('script[type="application/json"]');
    const place = figure.querySelector('.live-chart');
    if (!source || !place) return;
    const { option, words, source: address } = JSON.parse(source.textContent);
    const { min, max } = option.xAxis;
    const loadedAt = Date.now();
    figure.classList.add('live');
    const chart = echarts.init(place, null, { renderer: 'canvas' });
    const paint = () => chart.setOption(revived(option, words));
    paint();

    // Of several answers under way, the one to the latest question counts.
    let latest = 0;
    const load = async (from, until, axis) => {
      const mine = ++latest;
      const answer = await fetch(`${address}?wallFrom=${Math.floor(from)}&wallUntil=${Math.ceil(until)}`);
      if (!answer.ok || mine !== latest) return;
      const { data, moving = [] } = await answer.json();
      // Behind the shades, the moments and the measured line stand the thresholds that move.
      const drawn = [data, ...moving].map((points) => ({ data: points }));
      for (const [place, { data: points }] of drawn.entries())
        if (option.series[place + 2]) option.series[place + 2].data = points;
      chart.setOption({ ...(axis ? { xAxis: axis } : {}), series: [{}, {}, ...drawn] });
    };

    // After a zoom, the same span comes again in the finest step that still fits.
    let waiting;
    let zoomed = false;
    chart.on('datazoom', () => {
      const [{ start, end }] = chart.getOption().dataZoom;
      zoomed = start > 0 || end < 100;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const [low, high] = chart.getModel().getComponent('xAxis').axis.scale.getExtent();
        load(low, high);
      }, 250);
    });

    // While nobody zooms, the picture moves along with the time.
    setInterval(() => {
      const passed = Date.now() - loadedAt;
      if (document.hidden || zoomed || passed < (max - min) / 400) return;
      option.xAxis.min = min + passed;
      option.xAxis.max = max + passed;
      load(min + passed, max + passed, { min: min + passed, max: max + passed });
    }, 15_000);
    new ResizeObserver(() => chart.resize()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  };

  for (const figure of document.querySelectorAll('[data-chart]')) draw(figure);
})();
