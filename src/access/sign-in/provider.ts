import type { Role } from '../roles.ts';

/** A role of a person: those of programs are for keys. */
export type PersonRole = Exclude<Role, 'ingest' | 'agent'>;

/** A provider of OpenID Connect that people sign in with. */
export type Provider = {
  /** In addresses and in people.yaml: `company`. */
  readonly name: string;
  /** As its button calls it. */
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which PKCE alone stands for. */
  readonly clientSecret?: string;
  readonly scopes: string;
  /** Absent: people.yaml says who may do what. */
  readonly groups?: { readonly claim: string; readonly roles: ReadonlyMap<string, PersonRole> };
};

/** Somebody of people.yaml, as far as signing in goes. */
export type SignInPerson = {
  readonly id: string;
  readonly email?: string;
  readonly approver: boolean;
  readonly admin?: boolean;
  readonly role?: PersonRole;
  /** The subject that a provider knows them by, by the names of providers. */
  readonly subjects?: Readonly<Record<string, string>>;
};

/** The people of people.yaml, by their ids. */
export type SignInPeople = ReadonlyMap<string, SignInPerson>;

/** The claims of somebody, checked: who says so, who they are, and what is said of them. */
export type Claims = {
  readonly issuer: string;
  readonly subject: string;
  /** In lower case; there only where the provider says that it was verified. */
  readonly verifiedMail?: string;
  /** Of the claim that is named for them; empty where it says nothing. */
  readonly groups: readonly string[];
};

/** Why somebody whom a provider vouches for is not let in. */
export type NotLetIn = 'no_mail' | 'unknown_person' | 'several_people' | 'no_group';

/** The role of somebody by people.yaml: those who are in it may stop an agent, unless it says less. */
export function roleInPeople({ role, admin, approver }: SignInPerson): PersonRole {
  return role ?? (admin === true ? 'admin' : approver ? 'approver' : 'operator');
}

const ladder: readonly PersonRole[] = ['viewer', 'operator', 'approver', 'admin'];

/** The highest role that somebody's groups give them; `undefined` where none gives any. */
export function roleOfGroups(
  groups: readonly string[],
  roles: ReadonlyMap<string, PersonRole>,
): PersonRole | undefined {
  const given = groups.flatMap((group) => roles.get(group) ?? []);
  return ladder.findLast((role) => given.includes(role));
}

/** The person whom the provider calls by this subject in people.yaml; else whom an earlier sign-in found. */
function personBySubject(
  { subject }: Claims,
  provider: string,
  people: SignInPeople,
  remembered: string | undefined,
): SignInPerson | undefined {
  const named = [...people.values()].find(({ subjects }) => subjects?.[provider] === subject);
  return named ?? (remembered === undefined ? undefined : people.get(remembered));
}

/**
 * The person of people.yaml whom the claims are about: by subject, else by a verified address that one of
 * them has. `remembered`: the person that the same subject was found to be, as long as that still holds.
 */
export function matchPerson(
  claims: Claims,
  provider: string,
  people: SignInPeople,
  remembered: string | undefined,
): { readonly person: SignInPerson } | { readonly refusal: NotLetIn } {
  const known = personBySubject(claims, provider, people, remembered);
  if (known !== undefined) return { person: known };
  if (claims.verifiedMail === undefined) return { refusal: 'no_mail' };
  const [person, ...others] = [...people.values()].filter(
    ({ email }) => email !== undefined && email.toLowerCase() === claims.verifiedMail,
  );
  if (others.length > 0) return { refusal: 'several_people' };
  if (person === undefined) return { refusal: 'unknown_person' };
  // Whom people.yaml knows by another subject of this provider is somebody else with the same address.
  return person.subjects?.[provider] === undefined ? { person } : { refusal: 'unknown_person' };
}

/**
 * The address that the provider has verified, in lower case. The word `true` is no proof: some providers say
 * `"false"` in words, which is as good as true to whoever does not look.
 */
export function verifiedMailIn(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { email, email_verified: isVerified } = claims;
  return typeof email === 'string' && email !== '' && isVerified === true ? email.toLowerCase() : undefined;
}

/** The names in a claim of groups: a list of texts, or one text. */
export function groupsIn(claims: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const said = claims[claim];
  if (typeof said === 'string') return [said];
  return Array.isArray(said) ? said.filter((group) => typeof group === 'string') : [];
}
