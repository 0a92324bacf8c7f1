namespace GameServer.Operations;

/// <summary>The operators' page, at <c>/admin</c> on their port.</summary>
public sealed class AdminOptions
{
    /// <summary>The secret that opens it: 24 characters or more. Empty: there is no such page.</summary>
    [Secret] public string Token { get; set; } = "";

    /// <summary>Whether the page shows what events carry, of those that everybody in the room may see.</summary>
    public bool ShowPayloads { get; set; }
}
