package servers

import (
	"os/exec"
	"syscall"
)

// tie makes the kernel end the server when the test process dies without cleaning up (a panic, a test timeout).
func tie(cmd *exec.Cmd) {
	ownGroup(cmd)
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
