/** `node --import …/register.mjs dist/…`: a built service as tests want it. What was built stays as it is. */
import { register } from 'node:module';
import { mutationOfEnvironment } from './mutation.mjs';

register('./hooks.mjs', { parentURL: import.meta.url, data: { mutation: mutationOfEnvironment() } });
