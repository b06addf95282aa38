// What npm runs after it has packed.
import { putBack } from './ssh2-aside.mjs';

putBack();
