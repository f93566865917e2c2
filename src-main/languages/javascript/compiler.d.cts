import ts = require('typescript6')
export = ts
