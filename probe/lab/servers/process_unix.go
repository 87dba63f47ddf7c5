//go:build unix

package servers

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the process in a group of its own, so that its workers can be ended with it.
func ownGroup(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
}

func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

func hangup(p *os.Process) error { return p.Signal(syscall.SIGHUP) }

// kill ends the process and the workers of its group.
func kill(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }

// as makes the command run under another user.
func as(cmd *exec.Cmd, uid, gid uint32) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
}
