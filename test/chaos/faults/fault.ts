import type { PlannedFault } from '../schedule.js';
import type { World } from '../world/world.js';

/** Ends what a fault began. */
export type Heal = () => Promise<void> | void;

/** Lets a fault strike; what it answers heals it. Nothing to heal: it resolves once the blow has fallen. */
export type Strike = (world: World, fault: PlannedFault) => Promise<Heal | void> | Heal | void;
