// Which proxy a request goes through, as the environment says.

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * HTTPS_PROXY or HTTP_PROXY, by the protocol of the address, unless NO_PROXY names its host; in small letters they are stronger, as for
 * curl. NO_PROXY is a list with commas: a name stands for itself and all below it, `*` for every host.
 * @returns undefined for a direct connection
 */
export function proxyFor(address: string, environment: Environment = process.env): string | undefined {
  const { protocol, hostname } = new URL(address);
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  const direct = read('no_proxy').split(',').map((name) => name.trim().replace(/^\*?\./, '').toLowerCase()).filter((name) => name !== '');
  if (direct.some((name) => name === '*' || hostname === name || hostname.endsWith(`.${name}`))) return undefined;
  return read(`${protocol.slice(0, -1)}_proxy`) || undefined;
}
