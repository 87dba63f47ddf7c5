//go:build !linux

package store

import "os"

func exchange(root *os.Root, a, b string) error { return exchangeByRenames(root, a, b) }

func moveIn(root *os.Root, from, to string) error { return moveInByRename(root, from, to) }
