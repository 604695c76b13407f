namespace OnnxForge.Models;

/// <summary>The recipes of the reference models.</summary>
public static class Recipes
{
    /// <summary>Every recipe, the default one first.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [ResidualRegressor.Recipe, WideDeepRegressor.Recipe, ReconstructingRegressor.Recipe, MlpRegressor.Recipe];

    /// <summary>The recipe of a name, or null.</summary>
    /// <param name="name">The name, in lower case.</param>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name);
}
