// Package pki makes keys, authorities, certificates and requests, and reads whatever file a person has.
//
// Nothing here touches the disk: bytes come in, objects and findings go out (pki/store writes them).
// What is made follows RFC 5280 as its strictest readers take it (openssl -x509_strict, Python 3.13, Go, node):
// see CreateAuthority and Issue. What is read is read leniently and described exactly: a certificate that Go
// refuses to parse is still shown, with a finding that says which rule it breaks.
package pki
