//go:build unix && !linux

package servers

import "os/exec"

func tie(cmd *exec.Cmd) { ownGroup(cmd) }
