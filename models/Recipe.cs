using OnnxForge.Authoring;

namespace OnnxForge.Models;

/// <summary>A model with how to train it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Description">What is particular about it, in a few words.</param>
/// <param name="Epochs">The epochs that suffice for housing data.</param>
/// <param name="BatchSize">The rows of a step.</param>
/// <param name="CreateModel">A new model for one target; its first weights follow <c>torch.manual_seed</c> when it is built.</param>
/// <param name="Compile">Sets the model's loss, optimizer and metrics.</param>
public sealed record Recipe(string Name, string Description, int Epochs, int BatchSize, Func<Model> CreateModel, Action<Model> Compile)
{
    /// <summary>A new model, compiled.</summary>
    public Model Create()
    {
        var model = CreateModel();
        Compile(model);
        return model;
    }
}
