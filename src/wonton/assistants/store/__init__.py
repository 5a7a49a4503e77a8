"""The transition store on disk: how transitions are keyed (`keys`), coded (`codec`), kept (`database`, `tables`,
`lock`), looked after (`upkeep`) and checked against a live assistant (`verify`). What a search uses is
`wonton.assistants.transitions`."""
