package model

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSystemThatAnswered(t *testing.T) {
	for server, want := range map[string]string{"nginx/1.22.1": "nginx", "nginx": "nginx", "Apache/2.4": "", "": "", "nginx-like/1": ""} {
		o := Observation{Attempts: []Attempt{{Trouble: TroubleClosed}, {HTTP: &HTTPAnswer{Status: 400, Server: server}}}}
		assert.Equal(t, want, o.Answered(), server)
	}
	assert.Equal(t, "etcd", Observation{Attempts: []Attempt{{Purpose: PurposeEtcd}}}.Answered())
}
