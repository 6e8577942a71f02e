import type { Caller } from './roles.ts';

declare module 'hono' {
  /** What the guard leaves for the handlers behind it: `c.get('caller')` is typed in every room. */
  interface ContextVariableMap {
    caller: Caller;
  }
}
