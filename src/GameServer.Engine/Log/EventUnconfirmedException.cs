namespace GameServer.Engine;

/// <summary>
/// An event was handed to its room, and nobody said that it became durable: it may be seen, or never. It was not sent again, as players would then see it twice.
/// </summary>
public sealed class EventUnconfirmedException(string room, string type) : Exception(
    $"Whether the event {type} happened in room {room} is not known: the server that had the room lost it, or did not answer, before it was durable. " +
    "It was not sent again, because then players might see it twice: see README, Troubleshooting.");
