mod documented_limit;
mod phases;
mod policy;
mod simulation;
