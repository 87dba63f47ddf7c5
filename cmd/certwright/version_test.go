package main

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestVersionNamesCommitAndGo: what was built, from which commit, with which Go.
func TestVersionNamesCommitAndGo(t *testing.T) {
	built := func(version, commit, modified string) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: version},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.modified", Value: modified}}}
	}
	const commit = "0123456789abcdef0123456789abcdef01234567"
	assert.Equal(t, "(devel) 0123456789ab+ go1.26.8", versionOf(built("(devel)", commit, "true")))
	assert.Equal(t, "v1.2.3 0123456789ab go1.26.8", versionOf(built("v1.2.3", commit, "false")))
	assert.Equal(t, "v0.0.0-20261122-0123456789ab+dirty go1.26.8", versionOf(built("v0.0.0-20261122-0123456789ab+dirty", commit, "true")))
	assert.Equal(t, "(devel) go1.26.8", versionOf(built("", "", "")))
}
