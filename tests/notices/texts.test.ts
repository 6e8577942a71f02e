import { describe, expect, test } from 'vitest';
import { type Language, languages } from '../../src/language/language.ts';
import { type Notice, type NoticeKind, noticeFacts, noticeKinds } from '../../src/notices/notice.ts';
import { linkTo, wordNotice, wordNotices } from '../../src/notices/texts.ts';
import { richFacts, sampleNotice, trip } from './samples.ts';

const names: Record<string, string> = { lea: 'Léa Fontaine', camille: 'Camille Roussel' };
const wish = { nameOf: (person: string) => names[person] };
const t = '\u202f';

/** The facts of a kind without what may be left out. */
function bare(kind: (typeof noticeKinds)[number]): Notice {
  const { shape } = noticeFacts[kind];
  const needed = Object.entries(shape).filter(([, field]) => !field.safeParse(undefined).success);
  const facts = needed.map(([name]) => [
    name,
    Object.entries(richFacts[kind]).find(([key]) => key === name)?.[1],
  ]);
  const data = noticeFacts[kind].parse(Object.fromEntries(facts));
  return { ...sampleNotice(kind), data } as Notice;
}

describe('every notice, in every language', () => {
  for (const kind of noticeKinds) {
    test(`${kind} names the case, recalls the context and asks for one thing`, () => {
      expect(noticeFacts[kind].parse(richFacts[kind])).toEqual(richFacts[kind]);
      for (const language of languages) {
        for (const notice of [sampleNotice(kind) as Notice, bare(kind)]) {
          const message = wordNotice(notice, { ...wish, language });
          const whole = [message.subject, ...message.context, message.ask].join('\n');
          expect(whole).not.toMatch(/undefined|null|NaN|Invalid|\[object| {2}/);
          expect(message.context.length).toBeGreaterThan(0);
          expect(message.ask).toMatch(/^\p{Lu}.*\.$/u);
          expect(message.ask.match(/[.!?](?:\s|$)/g)).toHaveLength(1);
          // What people are asked to do has a title. Only a list has the numbers of the plan's table beside it.
          if (kind !== 'action_assigned') expect(whole).not.toMatch(/\b\d+-(?:m-|t-)?\d+\b(?!-)/);
          if (language === 'fr') expect(whole).not.toMatch(/ [:;!?%»]|« |[a-z]'[a-z]/);
        }
      }
    });
  }

  test('French and English tell different words', () => {
    for (const kind of noticeKinds) {
      const notice = sampleNotice(kind) as Notice;
      const [fr, en] = languages.map((language) => wordNotice(notice, { ...wish, language }));
      expect(fr?.ask).not.toBe(en?.ask);
    }
  });
});

describe('conditions and criteria', () => {
  test('are told in words, and as written only where a notice of before has no words', () => {
    const told = (language: Language, notice: Notice) =>
      [wordNotice(notice, { ...wish, language }).context].flat().join('\n');
    for (const kind of ['agent_tripped', 'rule_alert', 'action_regressed'] as const) {
      const notice = sampleNotice<NoticeKind>(kind) as Notice;
      expect(told('fr', notice)).toContain('taux d’erreur');
      for (const language of languages) expect(told(language, notice)).not.toContain('error_rate');
      expect(told('fr', bare(kind))).toContain('error_rate');
    }
  });
});

describe('the value of a breach', () => {
  const told = (value: number, threshold: number, language: Language) => {
    const notice = trip();
    return wordNotice({ ...notice, data: { ...notice.data, value, threshold } }, { ...wish, language })
      .context[0];
  };

  test('never reads like the threshold that it has crossed', () => {
    expect(told(0.020_004, 0.02, 'en')).toContain('2.0004%, threshold 2%');
    expect(told(0.020_004, 0.02, 'fr')).toContain(`2,0004${t}%, seuil 2${t}%`);
  });

  test('is told in the currency of its metric', () => {
    const notice = trip();
    const data = { ...notice.data, unit: 'currency', currency: 'USD', value: 0.12, threshold: 0.1 } as const;
    const said = (language: Language) => wordNotice({ ...notice, data }, { ...wish, language }).context[0];
    expect(said('en')).toContain('US$0.12, threshold US$0.10');
    expect(said('fr')).toContain(`0,12${t}$US, seuil 0,10${t}$US`);
  });

  test('that is the threshold itself is told as that', () => {
    expect(told(0, 0, 'en')).toContain('0%, exactly the threshold');
    expect(told(0, 0, 'fr')).toContain(`0${t}%, exactement le seuil`);
  });
});

describe('the switch of an agent', () => {
  const whole = (kind: (typeof noticeKinds)[number], mayRun: boolean | undefined, language: Language) => {
    const told = { ...(sampleNotice(kind) as Notice), ...(mayRun === undefined ? {} : { mayRun }) };
    const message = wordNotice(told, { ...wish, language });
    return [message.subject, ...message.context, message.ask].join('\n');
  };

  test('is told as it is when a message goes out, not as it was', () => {
    expect(whole('rule_alert', true, 'en')).toContain('Margaux is still running.');
    expect(whole('rule_alert', false, 'en')).toContain('Margaux is suspended.');
    expect(whole('rule_alert', false, 'en')).not.toContain('decide whether');
    expect(whole('rule_alert', false, 'fr')).toContain('Margaux est suspendu.');
    expect(whole('agent_tripped', false, 'en')).toContain('Margaux is suspended');
    expect(whole('agent_tripped', true, 'en')).toContain('Margaux was suspended');
    expect(whole('agent_tripped', true, 'en')).toContain('let run again since');
    expect(whole('agent_resumed', false, 'fr')).toContain('de nouveau suspendu');
  });

  test('nobody is asked to stop an agent by hand that has been let run again', () => {
    for (const kind of ['suspension_not_acknowledged', 'suspension_not_obeyed'] as const) {
      expect(whole(kind, false, 'en')).toContain('Please stop Margaux by hand');
      expect(whole(kind, true, 'en')).not.toContain('by hand');
      expect(whole(kind, true, 'fr')).not.toContain('à la main');
    }
  });

  test('is not told where nobody knows it', () => {
    expect(whole('rule_alert', undefined, 'en')).not.toMatch(/is (?:still running|suspended)/);
    expect(whole('rule_alert', undefined, 'fr')).not.toMatch(/en service|suspendu/);
  });

  test('breaks no sentence of any notice', () => {
    for (const kind of noticeKinds)
      for (const mayRun of [true, false])
        for (const language of languages) expect(whole(kind, mayRun, language)).not.toMatch(/undefined| {2}/);
  });
});

describe('many notices of one kind at once', () => {
  const trips = (count: number) =>
    Array.from(
      { length: count },
      (_, each): Notice => ({ ...trip(), agent: `bot-${each}`, incident: each + 1 }),
    );

  test('are one message that counts them, names twenty and leads to the list', () => {
    const message = wordNotices(trips(200), {
      ...wish,
      language: 'fr',
      publicUrl: 'https://filrouge.example/',
    });
    expect(message).toMatchObject({
      subject: '200 agents ont été arrêtés',
      ask: `Merci d’ouvrir la liste${t}: chacun y a sa page.`,
      link: { url: 'https://filrouge.example/' },
    });
    expect(message.context).toHaveLength(21);
    expect(message.context[0]).toContain(`Incident 1${t}: Margaux est suspendu`);
    expect(message.context.at(-1)).toBe('Et 180 autres.');
  });

  test('do not call one agent several', () => {
    const same = trips(6).map((notice) => ({ ...notice, agent: 'margaux' }));
    const message = wordNotices(same, { ...wish, language: 'en' });
    expect([message.subject, message.context.length]).toEqual(['6 notices at once', 6]);
  });

  test('that are one are that one', () => {
    expect(wordNotices([trip()], { ...wish, language: 'en' })).toEqual(
      wordNotice(trip(), { ...wish, language: 'en' }),
    );
  });
});

describe('the trip of the example', () => {
  test('in French', () => {
    expect(wordNotice(trip(), { ...wish, language: 'fr', publicUrl: 'https://filrouge.example/' })).toEqual({
      subject: `Incident 4${t}: Margaux est suspendu, taux d’erreur 2,3${t}%`,
      context: [
        `Le 05/06/2026 à 08:02, la règle «${t}error-rate${t}» a arrêté Margaux${t}: taux d’erreur 2,3${t}%, seuil 2${t}% (taux d’erreur au-dessus de 2${t}% sur 5${t}min).`,
      ],
      measure: { label: 'taux d’erreur', value: `2,3${t}%`, threshold: `seuil 2${t}%` },
      ask: `Merci de compléter le plan d’action 4${t}: cause racine, responsables et échéances.`,
      link: { label: 'Ouvrir dans filrouge', url: 'https://filrouge.example/plans/4' },
    });
  });

  test('in English, without a public address', () => {
    expect(wordNotice(trip({ plan: 4 }), { ...wish, language: 'en' })).toEqual({
      subject: 'Incident 4: Margaux is suspended, error rate 2.3%',
      context: [
        'On 5 Jun 2026 at 08:02 the rule “error-rate” stopped Margaux: error rate 2.3%, threshold 2% (error rate above 2% over 5 min).',
      ],
      measure: { label: 'error rate', value: '2.3%', threshold: 'threshold 2%' },
      ask: 'Please complete action plan 4: root cause, owners and due dates.',
    });
  });

  test('caused by silence says that nothing was measured', () => {
    const silent = trip();
    const message = wordNotice(
      { ...silent, data: { ...silent.data, value: null } },
      { ...wish, language: 'en' },
    );
    expect(message.subject).toBe('Incident 4: Margaux is suspended, error rate not measured');
  });
});

describe('who did it', () => {
  const by = (actor: string) =>
    wordNotice({ ...sampleNotice('agent_suspended'), data: { by: actor } }, { ...wish, language: 'en' })
      .subject;

  test('is called by name, else by id, and a key by its id', () => {
    expect(by('person:lea')).toMatch(/by Léa Fontaine$/);
    expect(by('person:gone')).toMatch(/by gone$/);
    expect(by('key:3f2a')).toMatch(/by API key 3f2a$/);
    expect(by('engine')).toMatch(/by filrouge$/);
  });
});

describe('a subject', () => {
  test('stays one line whatever a title contains', () => {
    const notice = sampleNotice('plan_drafted');
    const data = { ...notice.data, title: 'a\r\nBcc: everybody@example.org\u2028b' };
    const { subject } = wordNotice({ ...notice, data }, { ...wish, language: 'en' });
    expect(subject).toBe('Plan 4: to be completed, a Bcc: everybody@example.org b');
  });
});

describe('a link', () => {
  test('leads to the plan, else the incident, else the agent, else the notices', () => {
    const url = 'https://filrouge.example';
    expect(linkTo({ plan: 4, incident: 4, agent: 'margaux' }, url)).toBe(`${url}/plans/4`);
    expect(linkTo({ incident: 4, agent: 'margaux' }, `${url}/`)).toBe(`${url}/incidents/4`);
    expect(linkTo({ agent: 'margaux' }, url)).toBe(`${url}/agents/margaux`);
    expect(linkTo({}, url)).toBe(`${url}/notices`);
  });

  test('of a mention leads to what was commented on', () => {
    expect(linkTo(sampleNotice('mention') as Notice, 'https://filrouge.example')).toBe(
      'https://filrouge.example/dossier/action/4-2',
    );
  });
});
