import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** The texts about silences and planned work in French. */
export const fr = {
  title: 'Silences et maintenances',
  lead: 'Sous silence, une règle continue d’être évaluée et consignée, mais personne n’est prévenu et rien ne s’ouvre. Si elle se déclenche encore à la fin, elle agit aussitôt. L’arrêt par une personne reste toujours possible.',
  link: 'Silences et maintenances',
  set: 'Mettre sous silence',
  of: 'Agent ou étiquette',
  tagged: (tag: string) => `tous les agents « ${tag} »`,
  rule: 'Règle',
  allRules: 'Toutes les règles',
  span: 'Pendant',
  reason: 'Motif',
  reasonHint: 'Ce que l’on fait pendant ce temps. Il reste hors du registre.',
  approverHint:
    'Une règle qui arrête l’agent ou le bride ne peut être mise sous silence que par un approbateur. Quatre heures au plus : pour prolonger, on en pose un autre.',
  go: 'Mettre sous silence',
  end: 'Lever maintenant',
  running: 'En ce moment',
  noneRunning: 'Aucune règle n’est sous silence.',
  planned: 'Prévu dans les 14 jours',
  nonePlanned: 'Aucune maintenance n’est prévue. Elle s’écrit dans le fichier de l’agent, sous maintenance.',
  more: (count: number, number: string) =>
    `et ${number} ${pl(count, { one: 'autre fenêtre', other: 'autres fenêtres' })}`,
  past: 'Silences passés',
  nonePast: 'Aucun silence passé.',
  what: 'Quoi',
  until: 'Jusqu’à',
  by: 'Par',
  file: 'fichier de l’agent',
  hid: 'A retenu',
  hidNothing: 'rien',
  hidCount: (count: number, number: string) => `${number} ${pl(count, { one: 'alerte', other: 'alertes' })}`,
  outcomes: {
    held: 'retenue en ce moment',
    tripped: 'déclenchée à la fin du silence',
    over: 'terminée d’elle-même',
  },
  endedBy: (who: string) => `levé avant l’heure par ${who}`,
  from: (from: string, until: string) => `de ${from} à ${until}`,
  silencedUntil: (at: string) => `Sous silence jusqu’à ${at}`,
  silencedOn: (count: number, number: string, at: string) =>
    count === 1 ? `sous silence jusqu’à ${at}` : `sous silence sur ${number} agents, jusqu’à ${at}`,
  heldBack: (span: string, at: string) => `Retenu ${span} par un silence, jusqu’à ${at}`,
  refusals: {
    silence_too_long:
      'Un silence dure quatre heures au plus. Une maintenance plus longue s’écrit dans le fichier de l’agent.',
    silence_in_the_past: 'La fin de ce silence est déjà passée.',
    silence_over: 'Ce silence est déjà terminé.',
    too_many_silences: 'Trop de silences courent déjà : levez-en, ou visez une étiquette.',
    unknown_silence: 'Ce silence n’existe pas.',
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
