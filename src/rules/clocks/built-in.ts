import type { ClockClass } from './clock-class.ts';

/**
 * The classes that need no file. The figures are those of the articles that each clock names; from when on
 * they apply to a house, and whether they do, is for its counsel to say.
 */
export const builtInClasses: readonly ClockClass[] = [
  {
    id: 'gdpr_breach',
    name: { fr: 'Violation de données à caractère personnel', en: 'Personal data breach' },
    source: {
      fr: 'RGPD, règlement (UE) 2016/679, article 33',
      en: 'GDPR, Regulation (EU) 2016/679, Article 33',
    },
    facets: [],
    clocks: [
      {
        id: 'authority',
        name: {
          fr: 'Notification à l’autorité de contrôle',
          en: 'Notification to the supervisory authority',
        },
        source: { fr: 'RGPD, article 33, paragraphe 1', en: 'GDPR, Article 33(1)' },
        within: { unit: 'hours', count: 72 },
        from: 'awareness',
        // Paragraph 4: information may be given in phases.
        firstIncomplete: true,
      },
    ],
  },
  {
    id: 'ai_act_serious',
    name: { fr: 'Incident grave d’un système d’IA', en: 'Serious incident of an AI system' },
    source: {
      fr: 'Règlement sur l’IA, règlement (UE) 2024/1689, article 73',
      en: 'AI Act, Regulation (EU) 2024/1689, Article 73',
    },
    facets: [
      { id: 'serious', name: { fr: 'Incident grave, cas général', en: 'Serious incident, general case' } },
      { id: 'death', name: { fr: 'Décès d’une personne', en: 'Death of a person' } },
      {
        id: 'widespread',
        name: {
          fr: 'Infraction de grande ampleur, ou infrastructure critique perturbée',
          en: 'Widespread infringement, or critical infrastructure disrupted',
        },
      },
    ],
    clocks: [
      {
        id: 'report_15d',
        name: {
          fr: 'Signalement à l’autorité de surveillance du marché',
          en: 'Report to the market surveillance authority',
        },
        source: { fr: 'Règlement sur l’IA, article 73, paragraphe 2', en: 'AI Act, Article 73(2)' },
        within: { unit: 'days', count: 15 },
        from: 'awareness',
        when: 'serious',
        // Paragraph 5: a first report may be incomplete, followed by a complete one.
        firstIncomplete: true,
      },
      {
        id: 'report_10d',
        name: {
          fr: 'Signalement à l’autorité de surveillance du marché, décès',
          en: 'Report to the market surveillance authority, death',
        },
        source: { fr: 'Règlement sur l’IA, article 73, paragraphe 4', en: 'AI Act, Article 73(4)' },
        within: { unit: 'days', count: 10 },
        from: 'awareness',
        when: 'death',
        firstIncomplete: true,
      },
      {
        id: 'report_2d',
        name: {
          fr: 'Signalement à l’autorité de surveillance du marché, grande ampleur',
          en: 'Report to the market surveillance authority, widespread',
        },
        source: { fr: 'Règlement sur l’IA, article 73, paragraphe 3', en: 'AI Act, Article 73(3)' },
        within: { unit: 'days', count: 2 },
        from: 'awareness',
        when: 'widespread',
        firstIncomplete: true,
      },
    ],
  },
];
