// What npm runs before it packs. The package brings its dependencies along (`bundleDependencies`), so that an
// installation needs no registry and gets what was tested.
import { putAside } from './ssh2-aside.mjs';

putAside();
