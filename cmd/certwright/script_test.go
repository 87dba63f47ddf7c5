package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"certwright/probe/lab"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"certwright": main})
}

// TestStories runs testdata/*.txtar: one story a subcommand, as a person would type it. Beside certwright they have:
//
//	lab ID       start the practice server of probe/lab; sets $ADDR, $HOST, $PORT, $LABHOME, $CLIENT
//	healthy ID   its healthy twin
//	reload       make that server read its files again
//	mode FILE M  the file has exactly these permissions
//	sums DIR F   write into F the checksum of every file below DIR
//	jsonget KEY  print a value of the last stdout, which must be one whole JSON object
func TestStories(t *testing.T) {
	running := map[*testscript.TestScript]*lab.Server{}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("CERTWRIGHT_HOME", env.WorkDir+"/home")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("TERM", "dumb")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"lab":     func(ts *testscript.TestScript, _ bool, args []string) { startLab(ts, running, args, lab.Start) },
			"healthy": func(ts *testscript.TestScript, _ bool, args []string) { startLab(ts, running, args, lab.Healthy) },
			"reload":  func(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(running[ts].Reload()) },
			"mode":    checkMode,
			"sums":    sums,
			"jsonget": jsonGet,
		},
	})
}

func startLab(ts *testscript.TestScript, running map[*testscript.TestScript]*lab.Server, args []string, start func(context.Context, string, string) (*lab.Server, error)) {
	home := ts.MkAbs("lab-home")
	ts.Check(os.MkdirAll(home, 0o700))
	s, err := start(context.Background(), args[0], home)
	ts.Check(err)
	s.Hold()
	ts.Defer(s.Close)
	running[ts] = s
	host, port, err := net.SplitHostPort(s.Addr)
	ts.Check(err)
	for k, v := range map[string]string{"ADDR": s.Addr, "HOST": host, "PORT": port, "LABHOME": home, "CA": s.CAFile(), "CLIENT": s.Client, "SERVER": s.Identity} {
		ts.Setenv(k, v)
	}
}

func checkMode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); (got == args[1]) == neg {
		ts.Fatalf("%s has mode %s", args[0], got)
	}
}

func sums(ts *testscript.TestScript, _ bool, args []string) {
	var out strings.Builder
	dir := os.DirFS(ts.MkAbs(args[0]))
	ts.Check(fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, path)
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(data), path)
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(out.String()), 0o600))
}

// jsonGet walks dots through objects and numbers through lists: findings.0.code
func jsonGet(ts *testscript.TestScript, neg bool, args []string) {
	var v any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	ts.Check(d.Decode(&v))
	if d.More() {
		ts.Fatalf("stdout holds more than one JSON object")
	}
	for _, step := range strings.Split(args[0], ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			var i int
			_, err := fmt.Sscan(step, &i)
			ts.Check(err)
			if i >= len(x) {
				ts.Fatalf("%s: the list has %d entries", args[0], len(x))
			}
			v = x[i]
		default:
			ts.Fatalf("%s: nothing at %q", args[0], step)
		}
	}
	got := fmt.Sprint(v)
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %q", args[0], got)
	}
}
