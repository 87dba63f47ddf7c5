// node verify.js client
// node verify.js server CERT KEY
// Reads [{port, host, roots}] on stdin, connects to each and speaks TLS as the client, or as the server that demands a
// client certificate. Prints "ok" or "no REASON" a line.
const fs = require('fs'), net = require('net'), tls = require('tls')

const [role, cert, key] = process.argv.slice(2)
const no = e => `no ${e.code || ''} ${e.message}`.replace(/\n/g, ' ')

const asClient = (c, done) => {
  const options = { host: net.isIP(c.host) ? c.host : '127.0.0.1', port: c.port, ca: fs.readFileSync(c.roots) }
  if (!net.isIP(c.host)) options.servername = c.host
  const s = tls.connect(options, () => { s.destroy(); done('ok') })
  s.on('error', e => done(no(e)))
}

// A server of its own, which takes the connection that was made from here.
const asServer = (c, done) => {
  const server = tls.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key), ca: fs.readFileSync(c.roots), requestCert: true, rejectUnauthorized: true })
  const out = net.connect(c.port, '127.0.0.1', () => server.emit('connection', out))
  server.on('secureConnection', s => { s.destroy(); done('ok') })
  server.on('tlsClientError', (e, s) => done(no(s.authorizationError ? new Error(s.authorizationError) : e)))
  out.on('error', e => done(no(e)))
  out.on('close', () => done('no closed'))
}

const dial = c => new Promise(done => {
  try {
    (role === 'server' ? asServer : asClient)(c, done)
  } catch (e) {
    done(no(e))
  }
})

;(async () => {
  for (const c of JSON.parse(fs.readFileSync(0))) console.log(await dial(c))
  process.exit(0)
})()
