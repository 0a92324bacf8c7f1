using GameServer;

return await GameServerHost.RunAsync(args, settings =>
{
    var builder = WebApplication.CreateBuilder(settings);
    builder.AddGameServer();

    var app = builder.Build();
    app.MapGameServer();
    return app;
});
