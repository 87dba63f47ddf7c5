package model

import "strings"

// Recipe is the page that says where files go and what to restart for one system, filled in. Lines are ready to copy.
type Recipe struct {
	System   string          `json:"system"` // etcd, docker, pouch, nginx, other
	Title    string          `json:"title"`
	Sections []RecipeSection `json:"sections"`
}

// RecipeSection is a heading, a sentence or two, and commands or configuration to copy.
type RecipeSection struct {
	ID    string `json:"id"` // copy, owner, config, restart, check, log, undo, client
	Title string `json:"title"`
	Text  string `json:"text"`
	Code  string `json:"code,omitempty"`
}

// Target is a system that the guided setup knows.
type Target struct {
	ID      string  // etcd, docker, pouch, nginx, other
	Port    string  // where its TLS listener usually is
	Profile Profile // what its certificate must be for
	Mutual  bool    // it asks for client certificates in our recipe
}

// Targets lists what the guided setup offers, in the order shown.
func Targets() []Target {
	return []Target{
		{"docker", "2376", ProfileServer, true},
		{"etcd", "2379", ProfilePeer, true},
		{"pouch", "4243", ProfileServer, true},
		{"nginx", "443", ProfileServer, true},
		{"other", "", ProfileServer, true},
	}
}

// Answered is the target whose software answered, by what it says of itself above TLS: a Target.ID, "" when it does not say.
func (o Observation) Answered() string {
	for _, a := range o.Attempts {
		if a.Purpose == PurposeEtcd {
			return "etcd"
		}
		if a.HTTP != nil && (a.HTTP.Server == "nginx" || strings.HasPrefix(a.HTTP.Server, "nginx/")) {
			return "nginx"
		}
	}
	return ""
}
