namespace GameServer.Engine;

/// <summary>The rooms of one game at this moment.</summary>
/// <param name="Game">Its wire name.</param>
/// <param name="Connected">Members with a connection.</param>
/// <param name="Away">Members without one.</param>
/// <param name="Live">Rooms in memory.</param>
/// <param name="Hibernated">Rooms asleep in the journal.</param>
/// <param name="Faulted">Rooms given up, about to go.</param>
public sealed record GameGauge(string Game, int Connected, int Away, int Live, int Hibernated, int Faulted);
