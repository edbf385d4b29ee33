/** One entry of FastAPI's 422 answer. `loc` leads from `body` or `query` to the field. */
export interface FieldError {
  input: unknown
  loc: (number | string)[]
  msg: string
  type: string
}

/** An answer other than success: FastAPI's `{"detail": …}`, a text, or for 422 a list of field errors. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 402 | 403 | 404 | 405 | 409 | 422 | 429 | 500,
    readonly detail: FieldError[] | string,
    readonly headers: Record<string, string> = {},
  ) {
    super(typeof detail === 'string' ? detail : 'Validation failed')
  }
}
