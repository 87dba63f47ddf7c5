package workbench

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
)

// The page without scp is chosen by what the names mean, however they are written, and only when they mean this machine.
func TestOwnNames(t *testing.T) {
	ws := model.Workspace{Host: "m1.example.com", Addresses: []string{"10.0.1.10", "2001:db8::1"}}
	for _, n := range []string{"localhost", "127.0.0.2", "::1", "[::1]", "M1.example.com", "m1", "m1.example.com.", "10.0.1.10", "2001:DB8:0::1"} {
		assert.True(t, own(ws, n), n)
	}
	for _, n := range []string{"", "m2", "example.com", "10.0.1.11", "m1.example.org"} {
		assert.False(t, own(ws, n), n)
	}
	assert.False(t, own(model.Workspace{}, ""), "an unknown host is nobody's")
	names := func(list string) model.Certificate {
		sans, found := model.ParseSANs(list)
		assert.True(t, model.OK(found))
		return model.Certificate{SANs: sans}
	}
	assert.True(t, onlyOwn(ws, names("m1, 10.0.1.10, localhost, 127.0.0.1")))
	assert.False(t, onlyOwn(ws, names("m1, 10.0.1.11")))
	assert.False(t, onlyOwn(ws, model.Certificate{}), "no name says nothing")
}
