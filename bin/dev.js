#!/usr/bin/env node
import('../scripts/build.mjs').then(({build}) => build()).then(() => require('./run.js'))
