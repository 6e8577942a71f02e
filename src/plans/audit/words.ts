/** The subject of a part of an audit, by the words that people give it as a heading or a label. */
export type Role =
  | 'preface'
  | 'date'
  | 'status'
  | 'pains'
  | 'target'
  | 'gains'
  | 'phases'
  | 'quick_wins'
  | 'risks'
  | 'recommendations'
  | 'notes';

/** A text as it is compared: lower case, without accents, signs and pictures. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The first that fits counts: `gains rapides` are no gains, `phase 1 diagnostic` no pains. */
const headings: readonly (readonly [Role, RegExp])[] = [
  ['quick_wins', /quick ?win|(?:gain|victoire|action|mesure)s? (?:rapide|immediat)/],
  ['phases', /^(?:\d+ )*(?:phase|etape|lot|sprint|jalon|step|stage)s?\b/],
  ['risks', /\brisques?\b|\brisks?\b|\bmenaces?\b/],
  [
    'gains',
    /\bgains?\b|\bbenefices?\b|\bbenefits?\b|\broi\b|retour sur investissement|\beconomies?\b|\bsavings?\b/,
  ],
  [
    'pains',
    /douleur|\bpains?\b|irritant|difficulte|probleme|\bconstat|diagnostic|dysfonctionnement|\bcout|\bcosts?\b|\bpertes?\b|inaction/,
  ],
  [
    'phases',
    /plan d ?actions?|feuille de route|roadmap|\bchantiers?\b|mise en oeuvre|deploiement|action plan|\bactions?\b|calendrier/,
  ],
  ['target', /\bcible|\btarget|\bvision\b|\bobjectifs?\b|\bobjectives?\b|\bambition/],
  ['recommendations', /recommandation|recommendation|preconisation/],
  ['status', /^(?:\d+ )?(?:statut|status|etat)(?: de l audit)?$/],
  ['date', /^date\b/],
];

/** The subject of a heading; undefined where its words name none. */
export function roleOfHeading(text: string): Role | undefined {
  const words = folded(text);
  return headings.find(([, words_]) => words_.test(words))?.[0];
}

export type Label = 'date' | 'status' | 'target' | 'total' | 'gain';

const labels: readonly (readonly [Label, RegExp])[] = [
  ['date', /^(?:date(?: de (?:l )?audit)?|realise le|audit du|date of the audit)$/],
  ['status', /^(?:statut|status|etat)(?: de l audit)?$/],
  [
    'gain',
    /^(?:gains?|economies?|benefices?|savings?)(?: annuels?)?(?: (?:attendus?|totale?s?|estimes?|vises?))*$|^expected gains?$|^total (?:des )?gains?$/,
  ],
  [
    'total',
    /^(?:(?:cout|perte)s? )?(?:annuels? )?totale?s?(?: (?:annuels?|des couts?|des pertes?|de l inaction|par an|a year|cost))*$|^couts? (?:annuels? )?de l inaction$|^total yearly cost$/,
  ],
  ['target', /^(?:cible|target|objectif|objective)s?$/],
];

/** A line that says what it is, such as `Date : 12 mars 2026`. */
export function labelled(line: string): { readonly label: Label; readonly value: string } | undefined {
  const match = /^([^:：]{2,60})\s*[:：]\s*(.+)$/u.exec(line);
  const label = match?.[1] === undefined ? undefined : labelOf(match[1]);
  return label && match?.[2] ? { label, value: match[2].trim() } : undefined;
}

/** The label that a first cell or a lead gives to what stands beside it. */
export function labelOf(text: string): Label | undefined {
  const words = folded(text);
  return labels.find(([, words_]) => words_.test(words))?.[0];
}

/** The columns of tables of actions and of risks, known by their heads. */
export const columns = {
  action: /action|tache|mesure|quoi|task|what|initiative|livrable/,
  owner: /responsable|porteur|pilote|\bqui\b|owner|\bwho\b/,
  due: /echeance|\bdate\b|quand|delai|\bdue\b|\bwhen\b|deadline/,
  risk: /risque|risk|menace/,
  mitigation: /parade|mitigation|reponse|prevention|traitement|mesure|action|attenuation/,
  cost: /cout|cost|montant|perte|impact|annuel|€|\beur/,
} as const;
