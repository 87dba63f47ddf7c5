package servers

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// loopbackOnly is preloaded into gnutls-serv, which knows no option for its address and would listen on all of them.
const loopbackOnly = `#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/socket.h>
int bind(int fd, const struct sockaddr *given, socklen_t len) {
	int (*next)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
	struct sockaddr_storage copy = {0};
	if (given->sa_family == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)&copy;
		*in = *(const struct sockaddr_in *)given;
		inet_pton(AF_INET, getenv("LISTEN_ON"), &in->sin_addr);
		return next(fd, (struct sockaddr *)in, sizeof *in);
	}
	if (given->sa_family == AF_INET6) {
		struct sockaddr_in6 *in = (struct sockaddr_in6 *)&copy;
		*in = *(const struct sockaddr_in6 *)given;
		in->sin6_addr = in6addr_loopback;
		return next(fd, (struct sockaddr *)in, sizeof *in);
	}
	return next(fd, given, len);
}
`

// GnuTLS starts gnutls-serv as an HTTP server. ClientCA means --require-client-cert --verify-client-cert (with Optional
// only the latter). Args are its own (--priority, --sni-hostname-fatal, --alpn ...). It needs a C compiler: see loopbackOnly.
func GnuTLS(t testing.TB, o Options) *Server {
	t.Helper()
	path := must(t, "gnutls-serv")
	shim := preload(t)
	return launch(t, "gnutls-serv", "", o, func(s *Server) *exec.Cmd {
		args := []string{"--http", "--port", strconv.Itoa(s.Port), "--x509certfile", o.Cert, "--x509keyfile", o.Key}
		if o.ClientCA == "" {
			args = append(args, "--disable-client-cert")
		} else {
			args = append(args, "--x509cafile", o.ClientCA, "--verify-client-cert")
			if !o.Optional {
				args = append(args, "--require-client-cert")
			}
		}
		cmd := command(path, o, args)
		cmd.Env = append(cmd.Env, "LD_PRELOAD="+shim, "LISTEN_ON="+s.Host)
		return cmd
	})
}

// preload compiles loopbackOnly into a shared object.
func preload(t testing.TB) string {
	t.Helper()
	object := filepath.Join(t.TempDir(), "loopback.so")
	cmd := exec.Command(must(t, "cc"), "-shared", "-fPIC", "-x", "c", "-o", object, "-", "-ldl")
	cmd.Stdin = strings.NewReader(loopbackOnly)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	return object
}
