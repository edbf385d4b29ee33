/** A variable that is set, under the name that it was found by. */
export interface ProxyVariable {
  readonly name: string
  readonly value: string
}

/** What the usual variables say about proxies. */
export interface ProxyVariables {
  /** For what has no variable of its own. */
  readonly all?: ProxyVariable
  /** Hosts that are reached without a proxy, as it was given. */
  readonly exceptions?: string
  readonly http?: ProxyVariable
  readonly https?: ProxyVariable
}

/**
 * The proxies that the variables name, read as curl does (https://curl.se/docs/manpage.html#ENVIRONMENT): a name in small
 * letters goes before the same in capitals. HTTP_PROXY in capitals counts too, but not in a CGI program, where a web
 * server makes it of what a visitor sends (https://httpoxy.org). Undefined where they name none.
 */
export function proxyVariables(variables: NodeJS.ProcessEnv): ProxyVariables | undefined {
  const find = (...names: string[]) => {
    const name = names.find((each) => variables[each])
    return name === undefined ? undefined : {name, value: variables[name] ?? ''}
  }

  const isCgi = Boolean(variables.REQUEST_METHOD)
  const all = find('all_proxy', 'ALL_PROXY')
  const http = find('http_proxy', ...(isCgi ? [] : ['HTTP_PROXY']))
  const https = find('https_proxy', 'HTTPS_PROXY')
  if (!all && !http && !https) return undefined
  return {all, exceptions: find('no_proxy', 'NO_PROXY')?.value, http, https}
}
