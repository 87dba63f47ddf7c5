package main

const helpRoot = `certwright makes certificates, dials the endpoint, shows the handshake as it happened, says in plain
words why it failed and whose fault it is, fixes what it can, and dials again.

Without a subcommand it opens the screens (keyboard only; F1 help, F2 English / 中文).

Exit codes: 0 no fatal finding; 1 a fatal finding about the target or the file; 2 usage, an unusable
helper file or a write error; 130 cancelled.`

const exampleRoot = `  certwright
  certwright ca create pouch_test --subject /C=CN/ST=ZheJiang/L=HangZhou/O=Company/CN=pouch_test
  certwright issue etcd-1 --profile peer --san 10.0.1.10,localhost,127.0.0.1
  certwright issue admin --profile client
  certwright probe 127.0.0.1:2379 --as admin --strangers`
