package servers

import (
	"errors"
	"os"
	"os/exec"
)

func tie(*exec.Cmd) {}

func terminate(p *os.Process) error { return p.Kill() }

func hangup(*os.Process) error { return errors.New("no SIGHUP on Windows") }

func kill(p *os.Process) error { return p.Kill() }

func as(*exec.Cmd, uint32, uint32) {}
