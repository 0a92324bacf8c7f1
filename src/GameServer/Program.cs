using GameServer;
using GameServer.Games;

return await GameServerHost.RunAsync(args, settings =>
{
    var builder = WebApplication.CreateBuilder(settings);
    builder.AddGameServer().AddGame<Relay>().AddGame<TicTacToe>().AddGame<Sparks>();

    var app = builder.Build();
    app.MapGameServer();
    return app;
});
