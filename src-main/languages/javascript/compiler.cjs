// TypeScript, asked for as the CommonJS that it is: `import` of it would read its nine megabytes twice more to find that out, a tenth of a
// second in every process.
const typescript = require('typescript6')
module.exports = typescript
