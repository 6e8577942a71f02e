#!/usr/bin/env node
import module from 'node:module';

// Before anything else is loaded: from Node 22 on, compiled modules are kept between starts.
module.enableCompileCache?.();
await import(new URL('./src/main.js', import.meta.url).href);
