// Command certwright makes certificates, places them, dials the endpoint, explains why the handshake failed and fixes it.
// Without a subcommand it opens the screens. Each file here is one subcommand: flags, one call of the workbench, print.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Main runs one command line and returns its exit code: 0 no fatal finding; 1 a fatal finding about the target or the
// file under inspection; 2 usage, an unusable helper file, a write error or a bug; 130 cancelled.
func Main(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	a := &app{in: in, out: &checkedWriter{w: out}, errs: errs, getenv: os.Getenv}
	root := a.command()
	a.lang = languageFlag(args)
	a.wantsJSON = slices.Contains(args, "--json")
	a.dress(root)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(a.out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	code := a.exitCode(ctx, err)
	if code < exitUsage && a.out.err != nil {
		a.complain(writeFailed("stdout", a.out.err))
		code = exitUsage
	}
	return code
}

// checkedWriter remembers the first write error: output that was lost is not a success.
type checkedWriter struct {
	w   io.Writer
	err error
}

// Write writes to the underlying writer.
func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}
