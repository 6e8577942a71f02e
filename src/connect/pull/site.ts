/** A server that is asked, as the settings have it. */
export type Site = {
  /** Perhaps with a path, with parameters, with a user and password. */
  readonly url: string;
  /** Shown as a bearer token, and then instead of user and password. */
  readonly token?: string;
};

/** The address of a path of a site, without its secrets, and what is shown there. */
export function doorOf(
  { url, token }: Site,
  path: string,
): { readonly address: URL; readonly authorization?: string } {
  const address = new URL(url);
  const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  [address.username, address.password] = ['', ''];
  address.pathname = `${address.pathname.replace(/\/+$/, '')}${path}`;
  if (token !== undefined) return { address, authorization: `Bearer ${token}` };
  if (credentials === ':') return { address };
  return { address, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
