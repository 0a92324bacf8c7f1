namespace GameServer.Client;

/// <summary>
/// Keeps the player's secret between connections; whoever has it is the player. Called by one task at a time.
/// An exception of a store ends the dial it was asked in, which counts as failed.
/// </summary>
public interface ITokenStore
{
    /// <summary>The kept token; null for a new player.</summary>
    ValueTask<string?> LoadAsync(CancellationToken cancel);

    /// <summary>Keeps <paramref name="token"/>; null: the server does not know it any more, forget it.</summary>
    ValueTask SaveAsync(string? token, CancellationToken cancel);
}

/// <summary>Keeps the token as long as the process lives; given to a second client, it is the same player.</summary>
/// <param name="token">What it holds to begin with.</param>
public sealed class MemoryTokenStore(string? token = null) : ITokenStore
{
    private volatile string? _token = token;

    /// <summary>The kept token.</summary>
    public string? Token => _token;

    /// <inheritdoc/>
    public ValueTask<string?> LoadAsync(CancellationToken cancel) => ValueTask.FromResult(_token);

    /// <inheritdoc/>
    public ValueTask SaveAsync(string? token, CancellationToken cancel)
    {
        _token = token;
        return default;
    }
}
