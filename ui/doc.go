// Package ui runs the screens: the router, the frame around every screen, and the only place with options of the framework.
//
// # How to add a screen, in four steps
//
//  1. Words. A struct in assets/words_<area>.go, its two files assets/ui/<area>.{en,zh}.json, one line in assets.Words.
//     Screens read s.env.Words when they draw; pointers to fields (kit.Field labels) stay right when the language changes.
//  2. The screen. ui/screens/<name>.go: a pointer type with the seven methods of nav.Screen, made by NewName(env, ...).
//     Optional: State (right end of the first line), Busy and Cancel (esc stops work), Dirty (esc asks first), Back (esc goes a
//     step back inside), Twin (ctrl+o and o show openssl commands), Help (page behind F1). Work on disk or network
//     is a nav.Job: s.job.Start(env, limit, func(ctx, run) tea.Msg), answered by one unexported struct per job with that run
//     number; ask s.job.Done(m.run) before using it. Snapshots of a probe: ctx := s.job.Begin(env, limit), then nav.Next(channel, wrap) again after
//     each value, until the channel is closed. After writing files send nav.Changed{}.
//  3. The table. A line in screens.Table(), a field in nav.Makers when it is new. Screens open each other only through env.Makers;
//     a nil maker means that the key is not offered.
//  4. Tests. screens/<name>_test.go with uitest: goldens of the whole window (80x24 en and zh, 60x14, 120x40) and a scenario that types
//     like a person, with a wrong key that changes the outcome.
//
// # What is there to build with
//
//   - kit: Field, FileField and Pick in a Form; Choice; Area for pasted text; Confirm; Text (a full-width page to copy from, with save); Scroll;
//     Problem, OneProblem and Warnings draw findings; Rows labels and values; Branches and Table; TimeLeft, Progress and Working.
//   - screens: NewReview(env, plan, then) is the one page that shows a plan with its diff and files and writes it; previewIdentity and previewAuthority
//     draw a certificate as it will be, formBeside puts them beside a form; certificateRows and chainLines draw one that exists;
//     newSubjectFields are the lines of a subject, with a pasted one spread over them; dialFor and placeFor guess what follows from an identity.
//   - uitest: New(t, Setting), Type, Paste, Press, Sees, Lacks, Golden, Hurry (to look at work under way); Fake is a workbench in memory. Screen() also
//     holds that the window is filled exactly and that the keys offered are honest.
//
// Keys come from env.Keys and are compared with key.Matches, never with text; footer and help are drawn from Keys(). One
// letter has one meaning in the whole program. Widths are theme.Width, theme.Cut and theme.Pad, never len. Text from outside passes model.Clean where it is shown.
// On a practice server env.Practice is set: a place page then offers its Restart in place of naming a service.
package ui
