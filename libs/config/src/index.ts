export { configVariables, InvalidConfiguration, loadConfig } from './load-config.js';
export { AsBoolean, AsList, AsNumber } from './transforms.js';
