package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"certwright/model"
	"certwright/pki"
)

// Plan lists the files that a step will write, before anything is written. A step that cannot be carried out fails as
// it would then: name-taken, unknown-authority, unknown-identity. Steps that write nothing have no files.
func (s *Store) Plan(step model.Step) ([]model.PlannedFile, error) {
	switch {
	case step.Kind == model.StepCreateAuthority && step.Authority != nil:
		return s.planAuthority(step.Authority.Name)
	case step.Kind == model.StepIssue && step.Identity != nil:
		return s.planIssue(*step.Identity)
	case (step.Kind == model.StepReissue || step.Kind == model.StepAppendChain) && step.Identity != nil:
		_, a, err := s.load(step.Identity.Authority)
		if err != nil {
			return nil, err
		}
		c, _, err := s.existing(a, step.Identity.Name)
		if err != nil {
			return nil, err
		}
		if step.Kind == model.StepReissue {
			c.ca = []byte{}
			if key, _ := pki.LoadKey(c.key, keyFile, nil); key != nil {
				c.request = []byte{} // made anew, see requestAgain
			}
		}
		files := identityFiles(c.name, c.key, nil, c.ca, c.request)
		return planned(filepath.Join(a.Dir, c.name), c.exists, files), nil
	}
	return nil, nil
}

func (s *Store) planAuthority(name string) ([]model.PlannedFile, error) {
	if err := s.free(s.home, name, "authority"); err != nil {
		return nil, err
	}
	return planned(filepath.Join(s.home, name), false, []content{{name: caFile, mode: publicMode}, {name: caKeyFile, mode: keyMode}}), nil
}

// planIssue also serves an authority that the same plan creates first and that is not there yet.
func (s *Store) planIssue(spec model.IdentitySpec) ([]model.PlannedFile, error) {
	dir := filepath.Join(s.home, spec.Authority)
	if _, a, err := s.load(spec.Authority); err == nil {
		dir = a.Dir
		if err := s.free(dir, spec.Name, ""); err != nil {
			return nil, err
		}
	}
	none := []byte{}
	return planned(filepath.Join(dir, spec.Name), false, identityFiles(spec.Name, none, none, none, none)), nil
}

// free fails with name-taken when a directory holds something of this name.
func (s *Store) free(dir, name, variant string) error {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return model.Fail(unreadable(dir, "home", err))
	}
	defer root.Close()
	taken, err := exists(root, name)
	switch {
	case err != nil:
		return model.Fail(unreadable(filepath.Join(dir, name), "file", err))
	case taken:
		return model.Fail(s.taken(root, name, variant))
	}
	return nil
}
