// The entry of `npm start`. Plain old JavaScript: whatever Node runs this must be able to parse it and say what is wrong.
'use strict';

var needed = 26;
var major = parseInt(process.versions.node, 10);

if (major >= needed) {
  require('./start.ts');
} else {
  process.stderr.write(
    'case-management needs Node ' +
      needed +
      ' and brings its own, but this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'Run npm ci in ' +
      require('path').resolve(__dirname, '../..') +
      ' and start with npm start.\n' +
      'If it still says so, npm has left out optional packages: run npm ci --include=optional.\n',
  );
  process.exit(1);
}
