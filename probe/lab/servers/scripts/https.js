// An HTTPS server of node for tests: node https.js HOST PORT CERT KEY [CA [optional]]
// The variable TLS_OPTIONS may hold more options of tls.createServer as JSON.
const fs = require('fs');
const https = require('https');
const [host, port, cert, key, ca, optional] = process.argv.slice(2);
const options = { cert: fs.readFileSync(cert), key: fs.readFileSync(key), ...JSON.parse(process.env.TLS_OPTIONS || '{}') };
if (ca) Object.assign(options, { ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: !optional });
const server = https.createServer(options, (req, res) => {
  res.setHeader('X-Authorized', String(req.socket.authorized));
  res.end('hello\n');
});
server.on('tlsClientError', (err) => console.error('tlsClientError', err.code, err.message));
server.listen(Number(port), host, () => console.error('listening'));
