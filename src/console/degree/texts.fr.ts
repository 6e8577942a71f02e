import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** Answers by degree, in French. */
export const fr = {
  state: { degraded: 'Réduit', returning: 'Reprise par paliers' },
  title: (name: string, share: string) => `${name} est réduit à ${share} du trafic`,
  rest: (share: string) => `Réduit à ${share} du trafic, le reste va aux personnes.`,
  tile: (count: number) => pl(count, { one: 'agent réduit', other: 'agents réduits' }),
  leaves: (share: string) => `laisse ${share} du trafic`,
  step: (step: number, of: number) => `Reprise par paliers : palier ${step} sur ${of}.`,
  stepList: (steps: string) => `Paliers : ${steps}.`,
  oneStep: (share: string, span: string) => `${share} pendant ${span}`,
  held: (held: string, span: string) =>
    `Mesuré comme rétabli pendant ${held} sur ${span} ; sans mesure, le palier n’avance pas.`,
  waits: 'La reprise attend : une règle retient encore l’agent, un approbateur doit décider.',
  looks: (rules: string) => `Ce qui est regardé : ${rules}.`,
  begins: (share: string) => `Il reprend par paliers, d’abord à ${share} du trafic.`,
  goesOn: (share: string) => `Le palier suivant lui donne ${share} du trafic.`,
  atOnce: 'Rendre tout le trafic tout de suite, sans les paliers',
  next: 'Palier suivant, ou tout le trafic',
  back: 'Rendre tout le trafic',
  give: (name: string) => `Rendre du trafic à ${name}`,
  unconfirmed: 'L’agent n’a pas confirmé sa part : il répond peut-être à plus que cela',
  duration: 'Part réduite pendant',
  workshop: 'Temps où l’agent est réduit à une part',
  still: (span: string) => `${span}, et toujours réduit`,
  stepDone: (step: number, of: number, share: string) => `palier ${step} sur ${of}, ${share} du trafic`,
  share: (share: string) => `${share} du trafic`,
  all: 'tout le trafic',
  obeysShare: (share: string) => `obéit : ${share} du trafic`,
  missing: (name: string) =>
    `${name} n’a pas encore tout son trafic : il faut l’attendre, ou qu’un approbateur le lui rende.`,
  events: {
    agentDegraded: 'Agent réduit à une part du trafic',
    resumeAdvanced: 'Palier atteint',
    resumeFellBack: 'Retour au palier précédent',
  },
};
export type DegreeTexts = typeof fr;
